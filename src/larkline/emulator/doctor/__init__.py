"""What is wrong with how an app is set up, as far as it can be told; the command line and the page both ask here."""
