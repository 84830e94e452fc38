"""What a round hands to the sections: 依頼文, 記入要領, 記入例, as texts and files."""
