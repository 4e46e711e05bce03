"""HTTP ports on this machine: serving, who may come in, reading JSON."""
