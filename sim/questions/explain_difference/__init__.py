"""Where does a difference between two support models come from?"""
