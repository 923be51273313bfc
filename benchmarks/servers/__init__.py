"""The servers under load, each a process of its own: `python -m benchmarks.servers.NAME LOOP FOLDER` says where."""
