# made by the rules of the GML report
Creator "yEd 3.2"
Version "2.2"
graph
[
  comment "with a [ bracket ] and &quot;quotes&quot;"
  directed 1
  node [
    id 10 label "Northgate Council"
    graphics [ x 1.0 y 2.0 Line [ point [ x 1 y 2 ] point [ x 3 y 4 ] ] ]
    sector "Local authority"
  ]
  node [ id 20 label "M&#252;llbrook &amp; Mind" sector "Voluntary" ]
  node
  [
    id 30
    label "Eastway
NHS Trust"
    sector "NHS provider"
  ]
  edge [ source 10 target 20 value 3 label "refers to" graphics [ type "line" ] ]
  edge [ source 20 target 30 value 1 label "funds" ]
]
