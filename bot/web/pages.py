"""The one page for people; it is static text, and asks a browser for nothing else."""

FRONT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Service Provider Bot</title>
</head>
<body>
<main>
<h1>Service Provider Bot</h1>
<p>This is a Slack bot. With it, DataCite staff run the
<a href="https://datacite.org/become-a-service-provider/">Registered Service Provider program</a>:
among other things, it tells whether DOIs are findable, whose they are,
and whether their metadata is valid.</p>
<p>There is nothing to sign in to here. Staff type <code>/rsp</code> in Slack;
<code>/rsp help</code> says what else can be typed.</p>
<p>Whoever runs the bot finds its state at <a href="/health">/health</a>,
<a href="/ready">/ready</a> and <a href="/health/worker">/health/worker</a>.</p>
</main>
</body>
</html>
"""
