"""What the end-to-end tests stand on: servers, a pty with a terminal emulator, generated data, independent figures."""
