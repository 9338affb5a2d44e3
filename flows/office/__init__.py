"""The office: its folder, choices and forms opened once for a run; what it keeps; its health and its backups."""
