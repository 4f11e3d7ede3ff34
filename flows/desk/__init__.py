"""The staff's page: what the commands do, in a browser on the office's own computer. It holds no rule about data."""
