"""What officers decided: read from what they typed, remembered, and put in force."""
