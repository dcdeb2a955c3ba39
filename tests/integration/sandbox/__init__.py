"""The sandbox over real HTTP: what it answers, what it refuses, and who can work with it."""
