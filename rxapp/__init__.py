"""复试通 ShowUp: gets sales candidates through the door of the second interview."""
