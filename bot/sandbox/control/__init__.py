"""The control interface: what the page, the tests and the tour do with the sandbox, as JSON over HTTP."""
