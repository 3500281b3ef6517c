"""What people look at: figures, the report, the workbook, the terminal."""
