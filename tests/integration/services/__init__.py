"""Real servers for tests: one file each, which installs a server into the cache folder, starts it on free ports of
loopback with its data in a temporary folder, and stops it by the pid it started."""
