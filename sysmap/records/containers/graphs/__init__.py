"""Files of programs that draw and analyse networks, each to the nodes, edges and memberships that it holds."""
