"""What is considered plausible: the uncertain numbers of a study, joint draws of them, runs there.

Several questions stand on it: how sure a choice is, what it hangs on, what is worth knowing.
"""
