"""The pages: PDF, PNG, SVG."""
