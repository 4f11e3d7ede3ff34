"""What staff work in: the review workbook, the lists, and our tabs of their spreadsheet."""
