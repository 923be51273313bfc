"""Pictures: asked for with `studio.Studio`, drawn by `paint` in a process of its own."""
