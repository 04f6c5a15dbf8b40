"""The core of every embedded service: server, routes, checks, store, faults and throttling."""
