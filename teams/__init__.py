"""Who and where: offices, people, roles, ZI teams."""
