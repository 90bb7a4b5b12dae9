from practice import practice as practice
