"""What people ask of a study: each question a room with one front door, nothing shared sideways.

What several rooms stand on (replications, their statistics, a comparison's data) is in
``sim.study``.
"""
