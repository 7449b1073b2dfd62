"""The Slack door: who knocks, what is acknowledged in time, and what is answered to whom."""
