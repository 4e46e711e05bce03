"""The pytest plugin: an emulator for each test that asks for one."""
