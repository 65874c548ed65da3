"""How strangers' files are opened: in limited child processes, fenced in."""
