"""The server: a SPARQL endpoint, the answers over REST and as linked data, a page for people, tools for agents.

Nothing is answered here. A question goes to a worker, a process of its own that holds the graph open behind fences
(worker, pool); what comes back is passed on (protocol, rest, linked, page, agents). One table (operations) names what
can be asked; REST, agents and the page take it from there.
"""
