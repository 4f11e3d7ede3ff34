"""The flows, the sources, the campaigns and the command line: orchestration, and no rule about data.

Importing anything here settles the environment first: Prefect reads it when it is imported, and never again.
"""

from flows.quiet import hush

hush()
