"""The report: its material, its blocks, and how they are written as a page or a Word document."""
