"""The residents' form for tips: Swedish and English, without JavaScript, without a question of who they are."""
