"""The administrators' room: jobs, mails and the health of the portal; reads all apps, owns no rows."""
