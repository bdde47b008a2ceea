"""The company as candidates meet it: name, telephone, places, working hours."""
