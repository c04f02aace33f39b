"""Pages of the plan: board, assessment, Fortschreibung and Fassungen, catalogue and templates."""
