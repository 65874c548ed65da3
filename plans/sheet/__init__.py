"""The plan as a sheet that several people edit at once: changes sent by browsers, applied one by one, shown to all."""
