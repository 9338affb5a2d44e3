"""review: what the office looks at beside the rules: against last period, between counties, summed, unusual, unlikely."""
