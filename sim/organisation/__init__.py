"""What the documents mean for one organisation, worked out once: its teams and its practices.

Engine, records and money ask here who is in a team, who takes turns, and by which rules a service
is run; none of them reads it out of a name again.
"""
