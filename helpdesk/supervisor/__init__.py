"""One command for one machine: embedded servers, and the processes of Wuyou under one supervisor.

Nothing here imports Django at module level: `manage.py` starts the servers before the settings are read.
"""
