"""What every embedded service shares: server, routes, checks, store, faults and throttling."""
