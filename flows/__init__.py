"""The flows, the sources, the campaigns and the command line: orchestration, and no rule about data.

Importing anything here settles the environment first: Prefect reads it when it is imported, and never again.
"""

import os

from flows.telling.log import log_to_terminal
from flows.telling.quiet import hush

hush()
# A run that the orchestrator started, in a process of its own, says what the command line would.
if "PREFECT__FLOW_RUN_ID" in os.environ:
    log_to_terminal()
