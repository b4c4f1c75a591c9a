graph
[
  Creator "Gephi"
  directed 0
  node
  [
    id 0
    label "0"
    name "Alder"
  ]
  node
  [
    id 1
    label "1"
    name "Birch"
  ]
  edge
  [
    source 0
    target 1
    value 2.0
  ]
]
