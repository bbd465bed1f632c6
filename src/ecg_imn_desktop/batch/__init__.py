"""Many ECGs in one go: a folder, an archive on a cluster, or whatever arrives in a watched folder."""
