"""What ``streamlit run`` starts: the page, behind a door that foreign hosts don't pass."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import streamlit
from starlette.middleware import Middleware
from streamlit import config

from sim.explorer.front_door import FrontDoor
from sim.explorer.warm import warm

ADDRESS = str(config.get_option("server.address") or "127.0.0.1")

app = streamlit.App(
    Path(__file__).with_name("page.py"), middleware=[Middleware(FrontDoor, address=ADDRESS)]
)
Thread(target=warm, daemon=True).start()
