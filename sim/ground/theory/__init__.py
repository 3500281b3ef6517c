"""Closed forms that a run can be held against: queues, availability, flow of changes, finance.

Pure functions of plain numbers. Durations in hours, rates an hour, unless a name says otherwise.
"""
