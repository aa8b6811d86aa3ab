"""What a report is made of: markdown blocks, Mermaid charts, and a page that knows whether it is still ours."""
