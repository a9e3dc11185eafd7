#!/usr/bin/perl
# What the bench needs inside Request Tracker, by its own Perl interface: a queue's creation mails switched off (nobody's
# outbox is measured here), a token for REST 2, and the first tickets. Usage: rt_setup.pl TICKETS WORKERS; prints the token.
use strict;
use warnings;
use lib '/usr/share/request-tracker5/lib', '/usr/local/share/request-tracker5/lib';
use RT -init;

my ($tickets, $workers) = (@ARGV, 0, 1);
my $root = RT::CurrentUser->new(RT->SystemUser);
$root->Load('root');

my $scrips = RT::Scrips->new(RT->SystemUser);
$scrips->UnLimit;
while (my $scrip = $scrips->Next) { $scrip->SetDisabled(1) }

my $token = RT::AuthToken->new($root);
my ($ok, $said, $auth) = $token->Create(Owner => $root->id, Description => 'bench');
die "no token: $said" unless $ok;
print "$auth\n";
close STDOUT;

$RT::Handle->dbh->disconnect;
for my $worker (1 .. $workers) {
    next if fork;
    RT->ConnectToDatabase;
    my $share = int($tickets / $workers) + ($worker <= $tickets % $workers ? 1 : 0);
    for my $n (1 .. $share) {
        my $ticket = RT::Ticket->new($root);
        my $text = MIME::Entity->build(Type => 'text/plain', Charset => 'UTF-8', Data => ["Litter in the park at Jiangcuo Road, report $worker-$n\n"]);
        my ($id, undef, $why) = $ticket->Create(Queue => 'General', Subject => "Report $worker-$n", Requestor => 'resident@example.org', MIMEObj => $text);
        die "ticket not created: $why" unless $id;
    }
    exit 0;
}
my $bad = 0;
while (wait() > 0) { $bad = 1 if $? }
exit $bad;
