"""What is known: files -> checked short scenario -> its view as of a time -> complete, frozen scenario."""
