"""Your own history: from exports of incidents and deployments to a scenario that replays it."""
