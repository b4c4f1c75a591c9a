"""Files of programs that draw and analyse networks, each to its nodes, edges and memberships."""
