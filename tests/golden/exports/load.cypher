// Loads nodes.csv and relationships.csv from the import folder; may be run as often as you like.
CREATE CONSTRAINT counterfeit_graph_key IF NOT EXISTS FOR (n:CounterfeitGraph) REQUIRE n.key IS UNIQUE;
LOAD CSV WITH HEADERS FROM 'file:///nodes.csv' AS row
WITH row WHERE row.`:LABEL` = 'Account'
CALL (row) {
  MERGE (n:CounterfeitGraph {key: row.`key:ID`})
  SET n:Account, n.kind = row.`kind`, n.id = row.`id`, n.label = row.`label`, n.role = row.`role`, n.reason = row.`reason`, n.den = row.`den`, n.state = row.`state`, n.platform = row.`platform`, n.sales = toFloat(row.`sales:double`), n.currency = row.`currency`, n.gang = row.`gang`
} IN TRANSACTIONS OF 5000 ROWS;
LOAD CSV WITH HEADERS FROM 'file:///nodes.csv' AS row
WITH row WHERE row.`:LABEL` = 'Address'
CALL (row) {
  MERGE (n:CounterfeitGraph {key: row.`key:ID`})
  SET n:Address, n.kind = row.`kind`, n.id = row.`id`, n.label = row.`label`, n.role = row.`role`, n.reason = row.`reason`, n.den = row.`den`, n.state = row.`state`, n.platform = row.`platform`, n.sales = toFloat(row.`sales:double`), n.currency = row.`currency`, n.gang = row.`gang`
} IN TRANSACTIONS OF 5000 ROWS;
LOAD CSV WITH HEADERS FROM 'file:///nodes.csv' AS row
WITH row WHERE row.`:LABEL` = 'Email'
CALL (row) {
  MERGE (n:CounterfeitGraph {key: row.`key:ID`})
  SET n:Email, n.kind = row.`kind`, n.id = row.`id`, n.label = row.`label`, n.role = row.`role`, n.reason = row.`reason`, n.den = row.`den`, n.state = row.`state`, n.platform = row.`platform`, n.sales = toFloat(row.`sales:double`), n.currency = row.`currency`, n.gang = row.`gang`
} IN TRANSACTIONS OF 5000 ROWS;
LOAD CSV WITH HEADERS FROM 'file:///nodes.csv' AS row
WITH row WHERE row.`:LABEL` = 'Handle'
CALL (row) {
  MERGE (n:CounterfeitGraph {key: row.`key:ID`})
  SET n:Handle, n.kind = row.`kind`, n.id = row.`id`, n.label = row.`label`, n.role = row.`role`, n.reason = row.`reason`, n.den = row.`den`, n.state = row.`state`, n.platform = row.`platform`, n.sales = toFloat(row.`sales:double`), n.currency = row.`currency`, n.gang = row.`gang`
} IN TRANSACTIONS OF 5000 ROWS;
LOAD CSV WITH HEADERS FROM 'file:///nodes.csv' AS row
WITH row WHERE row.`:LABEL` = 'Payment'
CALL (row) {
  MERGE (n:CounterfeitGraph {key: row.`key:ID`})
  SET n:Payment, n.kind = row.`kind`, n.id = row.`id`, n.label = row.`label`, n.role = row.`role`, n.reason = row.`reason`, n.den = row.`den`, n.state = row.`state`, n.platform = row.`platform`, n.sales = toFloat(row.`sales:double`), n.currency = row.`currency`, n.gang = row.`gang`
} IN TRANSACTIONS OF 5000 ROWS;
LOAD CSV WITH HEADERS FROM 'file:///nodes.csv' AS row
WITH row WHERE row.`:LABEL` = 'Person'
CALL (row) {
  MERGE (n:CounterfeitGraph {key: row.`key:ID`})
  SET n:Person, n.kind = row.`kind`, n.id = row.`id`, n.label = row.`label`, n.role = row.`role`, n.reason = row.`reason`, n.den = row.`den`, n.state = row.`state`, n.platform = row.`platform`, n.sales = toFloat(row.`sales:double`), n.currency = row.`currency`, n.gang = row.`gang`
} IN TRANSACTIONS OF 5000 ROWS;
LOAD CSV WITH HEADERS FROM 'file:///nodes.csv' AS row
WITH row WHERE row.`:LABEL` = 'Phone'
CALL (row) {
  MERGE (n:CounterfeitGraph {key: row.`key:ID`})
  SET n:Phone, n.kind = row.`kind`, n.id = row.`id`, n.label = row.`label`, n.role = row.`role`, n.reason = row.`reason`, n.den = row.`den`, n.state = row.`state`, n.platform = row.`platform`, n.sales = toFloat(row.`sales:double`), n.currency = row.`currency`, n.gang = row.`gang`
} IN TRANSACTIONS OF 5000 ROWS;
LOAD CSV WITH HEADERS FROM 'file:///relationships.csv' AS row
WITH row WHERE row.`:TYPE` = 'EVIDENCE'
CALL (row) {
  MATCH (a:CounterfeitGraph {key: row.`:START_ID`}), (b:CounterfeitGraph {key: row.`:END_ID`})
  MERGE (a)-[n:EVIDENCE {relation: row.relation, evidence: coalesce(row.evidence, '')}]->(b)
  SET n.amount = toFloat(row.`amount:double`), n.currency = row.`currency`, n.weight = toFloat(row.`weight:double`), n.decibans = toFloat(row.`decibans:double`), n.kinds = row.`kinds`, n.first = row.`first`, n.last = row.`last`
} IN TRANSACTIONS OF 5000 ROWS;
LOAD CSV WITH HEADERS FROM 'file:///relationships.csv' AS row
WITH row WHERE row.`:TYPE` = 'HOLDS'
CALL (row) {
  MATCH (a:CounterfeitGraph {key: row.`:START_ID`}), (b:CounterfeitGraph {key: row.`:END_ID`})
  MERGE (a)-[n:HOLDS {relation: row.relation, evidence: coalesce(row.evidence, '')}]->(b)
  SET n.amount = toFloat(row.`amount:double`), n.currency = row.`currency`, n.weight = toFloat(row.`weight:double`), n.decibans = toFloat(row.`decibans:double`), n.kinds = row.`kinds`, n.first = row.`first`, n.last = row.`last`
} IN TRANSACTIONS OF 5000 ROWS;
LOAD CSV WITH HEADERS FROM 'file:///relationships.csv' AS row
WITH row WHERE row.`:TYPE` = 'PAYS_INTO'
CALL (row) {
  MATCH (a:CounterfeitGraph {key: row.`:START_ID`}), (b:CounterfeitGraph {key: row.`:END_ID`})
  MERGE (a)-[n:PAYS_INTO {relation: row.relation, evidence: coalesce(row.evidence, '')}]->(b)
  SET n.amount = toFloat(row.`amount:double`), n.currency = row.`currency`, n.weight = toFloat(row.`weight:double`), n.decibans = toFloat(row.`decibans:double`), n.kinds = row.`kinds`, n.first = row.`first`, n.last = row.`last`
} IN TRANSACTIONS OF 5000 ROWS;
LOAD CSV WITH HEADERS FROM 'file:///relationships.csv' AS row
WITH row WHERE row.`:TYPE` = 'REOPENED_AS'
CALL (row) {
  MATCH (a:CounterfeitGraph {key: row.`:START_ID`}), (b:CounterfeitGraph {key: row.`:END_ID`})
  MERGE (a)-[n:REOPENED_AS {relation: row.relation, evidence: coalesce(row.evidence, '')}]->(b)
  SET n.amount = toFloat(row.`amount:double`), n.currency = row.`currency`, n.weight = toFloat(row.`weight:double`), n.decibans = toFloat(row.`decibans:double`), n.kinds = row.`kinds`, n.first = row.`first`, n.last = row.`last`
} IN TRANSACTIONS OF 5000 ROWS;
LOAD CSV WITH HEADERS FROM 'file:///relationships.csv' AS row
WITH row WHERE row.`:TYPE` = 'SHIPS_FROM'
CALL (row) {
  MATCH (a:CounterfeitGraph {key: row.`:START_ID`}), (b:CounterfeitGraph {key: row.`:END_ID`})
  MERGE (a)-[n:SHIPS_FROM {relation: row.relation, evidence: coalesce(row.evidence, '')}]->(b)
  SET n.amount = toFloat(row.`amount:double`), n.currency = row.`currency`, n.weight = toFloat(row.`weight:double`), n.decibans = toFloat(row.`decibans:double`), n.kinds = row.`kinds`, n.first = row.`first`, n.last = row.`last`
} IN TRANSACTIONS OF 5000 ROWS;
LOAD CSV WITH HEADERS FROM 'file:///relationships.csv' AS row
WITH row WHERE row.`:TYPE` = 'TRANSFERS'
CALL (row) {
  MATCH (a:CounterfeitGraph {key: row.`:START_ID`}), (b:CounterfeitGraph {key: row.`:END_ID`})
  MERGE (a)-[n:TRANSFERS {relation: row.relation, evidence: coalesce(row.evidence, '')}]->(b)
  SET n.amount = toFloat(row.`amount:double`), n.currency = row.`currency`, n.weight = toFloat(row.`weight:double`), n.decibans = toFloat(row.`decibans:double`), n.kinds = row.`kinds`, n.first = row.`first`, n.last = row.`last`
} IN TRANSACTIONS OF 5000 ROWS;
LOAD CSV WITH HEADERS FROM 'file:///relationships.csv' AS row
WITH row WHERE row.`:TYPE` = 'USES'
CALL (row) {
  MATCH (a:CounterfeitGraph {key: row.`:START_ID`}), (b:CounterfeitGraph {key: row.`:END_ID`})
  MERGE (a)-[n:USES {relation: row.relation, evidence: coalesce(row.evidence, '')}]->(b)
  SET n.amount = toFloat(row.`amount:double`), n.currency = row.`currency`, n.weight = toFloat(row.`weight:double`), n.decibans = toFloat(row.`decibans:double`), n.kinds = row.`kinds`, n.first = row.`first`, n.last = row.`last`
} IN TRANSACTIONS OF 5000 ROWS;
