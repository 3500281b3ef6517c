"""For all tests."""

import os

from hypothesis import settings

# The same examples each time, so that a test that passes here passes there. Others are looked for
# with HYPOTHESIS_PROFILE=explore, and what they find becomes a test or a repair.
settings.register_profile("reproducible", derandomize=True)
settings.register_profile("explore")
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "reproducible"))

# The tests themselves run on all cores. A study that a test starts without saying on how many
# stays in its process, instead of starting workers that import everything for a second's work.
os.environ["LOKY_MAX_CPU_COUNT"] = "1"
