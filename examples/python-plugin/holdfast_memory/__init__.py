"""A store plugin of Holdfast that keeps everything in memory."""
