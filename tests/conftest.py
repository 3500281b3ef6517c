"""For all tests."""

import os

from hypothesis import settings

# The same examples each time, so that a test that passes here passes there. Others are looked for
# with HYPOTHESIS_PROFILE=explore, and what they find becomes a test or a repair.
settings.register_profile("reproducible", derandomize=True)
settings.register_profile("explore")
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "reproducible"))
