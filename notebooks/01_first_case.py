# ---
# jupyter:
#   jupytext:
#     formats: py:percent,ipynb
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # A first case
# From tables to a gang, its head and a plan. The case is made up, so the truth is known; with tables of your own, start at `cg.read("folder")`.

# %%
import counterfeit_graph as cg

world = cg.simulate(3_000, seed=3, evasion=0.3)
records = cg.read(world.tables)
records

# %% [markdown]
# Nothing is dropped in silence: what was not taken is listed with the reason. Here all was taken.

# %%
records.refused

# %% [markdown]
# Who used what, and what ties two accounts, in decibans. The rows of a pair sum to its link, and each names its source. Shown is the strongest pair of the case.

# %%
who = cg.resolve(records, seed=7)
evidence = cg.weigh(who)
strongest = evidence.table.sort("-decibans").rows()[0]
evidence.between(strongest["a"], strongest["b"])

# %%
cg.plots.waterfall(evidence.between(strongest["a"], strongest["b"]))

# %% [markdown]
# Gangs, how sure each is, and how many false names to expect. Results hold money in minor units, here in cents and fen; reports and files show it in units.

# %%
gangs = cg.find_gangs(evidence, cg.Leiden(resolution=3), reruns=10)
gangs

# %%
gang = gangs.at_least(stability=0.5).largest()
gang.members  # an uncertain one is linked, but not surely enough to be named

# %%
cg.show(gang)

# %% [markdown]
# Who is in charge, what to hit first, and what is left afterwards (`capacity_left`) under the worst of four recovery rules.

# %%
heads = cg.find_heads(gang)
heads

# %%
plan = cg.plan_takedown(gang, budget=3)
plan

# %%
plan.compare(cg.baselines.degree, cg.baselines.random)

# %% [markdown]
# The same in sentences, in English and Chinese.

# %%
print(cg.explain(gang))

# %%
print(cg.explain(gang, language="zh"))

# %% [markdown]
# How good the answer is, since here the truth is known. Innocents are counted at named accounts and, apart, at uncertain ones.

# %%
cg.score(gangs, world)
